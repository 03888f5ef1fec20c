// A screen with its colours, as tmux hands it out, as an SVG picture: text stays text, so it is
// sharp and can be searched.

type Style = {
  readonly color: string | undefined;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly reverse: boolean;
};

type Run = {readonly text: string; readonly style: Style};

const cell = {width: 8.4, height: 18};
const margin = 12;
const background = '#16181d';
const foreground = '#d7dae0';
const plain: Style = {color: undefined, bold: false, dim: false, reverse: false};

/** title: for those who can't see the picture. */
export function terminalSvg(
  screen: string,
  {columns, rows, title}: {readonly columns: number; readonly rows: number; readonly title: string},
): string {
  const width = Math.ceil(columns * cell.width + 2 * margin);
  const height = rows * cell.height + 2 * margin;
  const lines = linesOf(screen.split('\n').slice(0, rows));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="${background}"/>`,
    ...lines.flatMap(lineSvg),
    '</svg>',
    '',
  ].join('\n');
}

function lineSvg({
  runs,
  row,
}: {
  readonly runs: readonly Run[];
  readonly row: number;
}): readonly string[] {
  const y = margin + row * cell.height;
  let column = 0;
  return runs.flatMap(({text, style}) => {
    const x = margin + column * cell.width;
    const length = [...text].length * cell.width;
    column += [...text].length;
    const back = style.reverse ? [rectangle({x, y, length, fill: style.color ?? foreground})] : [];
    return text.trim() === '' ? back : [...back, textSvg(text, style, {x, y, length})];
  });
}

function rectangle(at: {x: number; y: number; length: number; fill: string}): string {
  const {x, y, length, fill} = at;
  return `<rect x="${x.toFixed(1)}" y="${y}" width="${length.toFixed(1)}" height="${cell.height}" fill="${fill}"/>`;
}

function textSvg(text: string, style: Style, at: {x: number; y: number; length: number}): string {
  const fill = style.reverse ? background : (style.color ?? foreground);
  const weight = style.bold ? ' font-weight="bold"' : '';
  const opacity = style.dim ? ' opacity="0.6"' : '';
  const place = `x="${at.x.toFixed(1)}" y="${at.y + 14}" textLength="${at.length.toFixed(1)}"`;
  return `<text ${place} fill="${fill}"${weight}${opacity} xml:space="preserve">${escaped(text)}</text>`;
}

/** tmux leaves a style on from one line to the next. */
function linesOf(lines: readonly string[]): readonly {runs: readonly Run[]; row: number}[] {
  let style = plain;
  return lines.map((line, row) => {
    const runs: Run[] = [];
    for (const part of line.split(/(\x1b\[[\d;]*m)/)) {
      const codes = /^\x1b\[([\d;]*)m$/.exec(part)?.[1];
      if (codes !== undefined) style = styled(style, codes.split(';').map(Number));
      else if (part !== '') runs.push({text: part, style});
    }
    return {runs, row};
  });
}

function styled(before: Style, codes: readonly number[]): Style {
  let style = before;
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at] ?? 0;
    if (code === 0) style = plain;
    else if (code === 1) style = {...style, bold: true};
    else if (code === 2) style = {...style, dim: true};
    else if (code === 7) style = {...style, reverse: true};
    else if (code === 22) style = {...style, bold: false, dim: false};
    else if (code === 27) style = {...style, reverse: false};
    else if (code === 39) style = {...style, color: undefined};
    else if (code >= 30 && code <= 37) style = {...style, color: sixteen[code - 30]};
    else if (code === 38 && codes[at + 1] === 5) {
      style = {...style, color: colorOf(codes[at + 2] ?? 0)};
      at += 2;
    }
  }
  return style;
}

const sixteen = [
  '#16181d',
  '#f07178',
  '#8fc873',
  '#e6c06a',
  '#7aa2f7',
  '#c792ea',
  '#6fc7d6',
  '#d7dae0',
];

/** xterm's 256: sixteen, a cube of 6x6x6, greys. */
function colorOf(index: number): string {
  if (index < 16) return sixteen[index % 8] ?? foreground;
  if (index >= 232) return rgb([0, 1, 2].map(() => 8 + 10 * (index - 232)));
  const cube = index - 16;
  const steps = [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6];
  return rgb(steps.map(step => (step === 0 ? 0 : 55 + 40 * step)));
}

function rgb(parts: readonly number[]): string {
  return `#${parts.map(part => part.toString(16).padStart(2, '0')).join('')}`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`);
}
