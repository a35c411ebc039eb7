/** The box around one connected patch of ink, in pixels; `right` and `foot` are exclusive. */
export interface InkBox {
  left: number;
  top: number;
  right: number;
  foot: number;
  area: number;
}

/** Boxes of all connected patches of ink (touching corners connect), by runs per row and a union of runs that touch. */
export function findInkBoxes(ink: Uint8Array, width: number, height: number): InkBox[] {
  const boxes: InkBox[] = [];
  const parent: number[] = [];
  let above: Run[] = [];
  for (let y = 0; y < height; y++) {
    const runs = runsOf(ink, width, y);
    let first = 0;
    for (const run of runs) {
      while (first < above.length && (above[first]?.end ?? 0) < run.start) first++;
      for (let i = first; i < above.length; i++) {
        const other = above[i];
        if (!other || other.start > run.end) break;
        if (run.label < 0) run.label = rootOf(parent, other.label);
        else join(parent, run.label, other.label);
      }
      if (run.label < 0) {
        run.label = parent.length;
        parent.push(run.label);
        boxes.push({ left: run.start, top: y, right: run.end, foot: y + 1, area: 0 });
      }
      const box = boxes[run.label];
      if (box) extend(box, { left: run.start, top: y, right: run.end, foot: y + 1, area: run.end - run.start });
    }
    above = runs;
  }
  return mergeJoined(boxes, parent);
}

interface Run {
  start: number;
  end: number;
  label: number;
}

function runsOf(ink: Uint8Array, width: number, y: number): Run[] {
  const runs: Run[] = [];
  const offset = y * width;
  for (let x = 0; x < width; x++) {
    if (ink[offset + x] !== 1) continue;
    const start = x;
    while (x < width && ink[offset + x] === 1) x++;
    runs.push({ start, end: x, label: -1 });
  }
  return runs;
}

function rootOf(parent: number[], label: number): number {
  let root = label;
  while (parent[root] !== root) root = parent[root] ?? root;
  parent[label] = root;
  return root;
}

function join(parent: number[], one: number, other: number): void {
  const a = rootOf(parent, one);
  const b = rootOf(parent, other);
  parent[Math.max(a, b)] = Math.min(a, b);
}

function extend(box: InkBox, by: InkBox): void {
  box.left = Math.min(box.left, by.left);
  box.top = Math.min(box.top, by.top);
  box.right = Math.max(box.right, by.right);
  box.foot = Math.max(box.foot, by.foot);
  box.area += by.area;
}

function mergeJoined(boxes: InkBox[], parent: number[]): InkBox[] {
  const merged: InkBox[] = [];
  boxes.forEach((box, label) => {
    const root = rootOf(parent, label);
    const target = boxes[root];
    if (root === label) merged.push(box);
    else if (target) extend(target, box);
  });
  return merged;
}
