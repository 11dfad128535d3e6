// The reader of PDF files: fetched only when one is opened. No code is made from the file.
import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.min.mjs';
import Worker from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?worker';

export async function openPdf(data: Uint8Array): Promise<PDFDocumentProxy> {
  GlobalWorkerOptions.workerPort ??= new Worker();
  return getDocument({ data, isEvalSupported: false, cMapUrl: '/assets/cmaps/', cMapPacked: true }).promise;
}
