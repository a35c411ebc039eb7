import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';

/** The addresses that a file as hosts(5) has it gives to a name, in its order; none where there is no such file or name. */
export const findInHostsFile = async (file: string, name: string): Promise<readonly string[]> => {
  const text = await readFile(file, 'utf8').catch(() => '');
  const wanted = name.toLowerCase();
  const found = text.split('\n').flatMap((line) => {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().toLowerCase().split(/\s+/);
    return names.includes(wanted) && isIP(address) !== 0 ? [address] : [];
  });
  return [...new Set(found)];
};
