// Text from certificates and servers, made safe for a terminal where it is decoded, so that no later
// printer can forget it. A distinguished name can hold any character: escape sequences, line feeds,
// bidirectional overrides.

const STEERING = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

export function printableText(text: string, charactersMax = 1024): string {
  const escaped = text.slice(0, charactersMax).replace(STEERING, escapeCharacter);
  return text.length > charactersMax ? `${escaped}…` : escaped;
}

function escapeCharacter(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
