// The code on a paper, before the camera or photographed: its text, and the number to verify in it.
// The reader is fetched when the first picture comes; no picture leaves the device.

type Reader = (points: Uint8ClampedArray, width: number, height: number) => { data: string } | null;
let reading: Promise<Reader> | null = null;
const reader = (): Promise<Reader> => (reading ??= import('jsqr').then((m) => m.default));

/** What the code in a picture says, looked for in each of these sizes (longer side, in points). */
async function looked(picture: CanvasImageSource, width: number, height: number, sizes: number[]): Promise<string | null> {
  const read = await reader();
  for (const most of sizes) {
    const by = Math.min(1, most / Math.max(width, height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(width * by));
    canvas.height = Math.max(1, Math.round(height * by));
    const pen = canvas.getContext('2d', { willReadFrequently: true });
    if (!pen) return null;
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const found = read(pen.getImageData(0, 0, canvas.width, canvas.height).data, canvas.width, canvas.height);
    if (found?.data) return found.data;
  }
  return null;
}

export async function textOfCode(file: File): Promise<string | null> {
  const picture = await createImageBitmap(file);
  // Phones take pictures of 4,000 points and more; a code is found better in a smaller one.
  return looked(picture, picture.width, picture.height, [1000, 1800, 600]);
}

/** What the camera shows this moment. */
export async function textInView(video: HTMLVideoElement): Promise<string | null> {
  if (!video.videoWidth) return null;
  return looked(video, video.videoWidth, video.videoHeight, [800]);
}

/** Browsers give the camera to encrypted pages only, and to those of the machine itself. */
export const hasCamera = (): boolean => window.isSecureContext && !!navigator.mediaDevices?.getUserMedia;

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
