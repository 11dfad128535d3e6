// The code on a paper, photographed: its text, and the number to verify in it. The reader is fetched
// when the first picture comes.

export async function textOfCode(file: File): Promise<string | null> {
  const { default: read } = await import('jsqr');
  const picture = await createImageBitmap(file);
  // Phones take pictures of 4,000 points and more; a code is found better in a smaller one.
  for (const most of [1000, 1800, 600]) {
    const by = Math.min(1, most / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(picture.width * by));
    canvas.height = Math.max(1, Math.round(picture.height * by));
    const pen = canvas.getContext('2d', { willReadFrequently: true });
    if (!pen) return null;
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const found = read(pen.getImageData(0, 0, canvas.width, canvas.height).data, canvas.width, canvas.height);
    if (found?.data) return found.data;
  }
  return null;
}

/** Papers of the product hold "dengbao:LOG/NUMBER"; others an address, or the number alone. */
export function numberIn(text: string): string {
  const line = text.trim();
  if (line.startsWith('dengbao:')) return line.slice(line.lastIndexOf('/') + 1);
  const verify = /\/verify\/([^?#\s]+)/.exec(line);
  if (verify) {
    try {
      return decodeURIComponent(verify[1]);
    } catch {
      return verify[1];
    }
  }
  return line;
}

export const isPicture = (file: File) => /\.(png|jpe?g|webp|gif)$/i.test(file.name) || file.type.startsWith('image/');
