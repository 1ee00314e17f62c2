import { readFile } from 'node:fs/promises';

/** Reads headers, one `Name: value` a line; blank lines and lines that begin with `#` are passed over. */
export async function readHeaderFile(path: string): Promise<Headers> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new Error(`cannot read the header file ${path}`, { cause });
  }
  const headers = new Headers();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [, name, value] = /^([^:\s]+):\s*(\S.*?)\s*$/.exec(line) ?? [];
    try {
      // The line itself may be a secret: it is not shown.
      if (name === undefined || value === undefined) throw new TypeError('no header');
      headers.append(name, value);
    } catch {
      throw new Error(
        `line ${index + 1} of the header file ${path} must look like "Authorization: Bearer …"`,
      );
    }
  }
  return headers;
}
