// Bad usage: a flag, a value or a file that can't be used. Exit code 3; the message is one line
// that names the flag, the value and what was expected.
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
