// Why a file can't be read or written, in words: the system's own ("ENOENT: no such file or directory,
// open '/a'") repeat the name, and for a half-written file give one that nobody typed.

export function readingError(error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EACCES':
      return 'this user may not read it';
    case 'EISDIR':
      return 'it is a directory';
    case 'ENXIO':
      return 'it is no regular file';
    default:
      return messageOf(error);
  }
}

export function writingError(error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOENT':
      return 'there is no such directory';
    case 'EACCES':
      return 'this user may not write there';
    case 'EROFS':
      return 'the file system is read-only';
    case 'EISDIR':
      return 'it is a directory';
    case 'EEXIST':
      return 'the file is there already, and is not replaced';
    case 'ENOTDIR':
      return 'a part of its path is no directory';
    case 'ENOSPC':
      return 'the disk is full';
    default:
      return messageOf(error);
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
