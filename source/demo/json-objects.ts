// Cuts a stream of text into the JSON objects that follow one another in it, as the body of a watch
// request does. Knows braces and strings, nothing else: whoever parses an object finds its faults.

type ObjectCutter = {
  /** The objects that are complete now. */
  readonly push: (text: string) => readonly string[];
  /** What came after the last complete object, blanks left out. */
  readonly rest: () => string;
};

export function createObjectCutter(): ObjectCutter {
  let text = '';
  let position = 0;
  let depth = 0;
  let inString = false;
  const step = (character: string) => {
    if (inString) {
      if (character === '\\') position += 1;
      else if (character === '"') inString = false;
      return false;
    }
    if (character === '"') inString = true;
    else if (character === '{') depth += 1;
    else if (character === '}') depth -= 1;
    return character === '}' && depth === 0;
  };
  const push = (more: string) => {
    text += more;
    const objects: string[] = [];
    for (; position < text.length; position++) {
      if (!step(text.charAt(position))) continue;
      objects.push(text.slice(0, position + 1));
      text = text.slice(position + 1);
      position = -1;
    }
    return objects;
  };
  return {push, rest: () => text.trim()};
}
