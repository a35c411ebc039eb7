import { useEffect, useState } from 'preact/hooks';

interface Modules {
  /** Modules per side, without the quiet zone. */
  readonly size: number;
  /** One square for each dark module, as path data. */
  readonly path: string;
}

/** Light modules around the code (ISO/IEC 18004 asks for four). */
const QUIET_ZONE = 4;

/** The library is loaded when somebody wants a code, not with the page. */
const drawModules = async (content: string): Promise<Modules> => {
  const { default: createCode } = await import('qrcode-generator');
  const code = createCode(0, 'M');
  code.addData(content);
  code.make();
  const size = code.getModuleCount();
  const indexes = [...Array(size).keys()];
  const path = indexes
    .flatMap((row) => indexes.filter((column) => code.isDark(row, column)).map((column) => `M${column} ${row}h1v1h-1z`))
    .join('');
  return { size, path };
};

/** Dark on white in both colour schemes: many cameras do not read an inverted code. */
export const QrCode = ({ label, content }: { label: string; content: string }) => {
  const [modules, setModules] = useState<Modules | null>(null);
  useEffect(() => {
    let isWanted = true;
    void drawModules(content).then((drawn) => {
      if (isWanted) setModules(drawn);
    });
    return () => {
      isWanted = false;
    };
  }, [content]);
  const size = modules?.size ?? 1;
  const side = size + 2 * QUIET_ZONE;
  return (
    <svg class="qr-code" role="img" aria-label={label} viewBox={`${-QUIET_ZONE} ${-QUIET_ZONE} ${side} ${side}`}>
      <rect x={-QUIET_ZONE} y={-QUIET_ZONE} width={side} height={side} fill="#fff" />
      {modules !== null && <path d={modules.path} fill="#000" />}
    </svg>
  );
};
