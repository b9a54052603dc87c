// An answer that says how much of it has come, while whoever reads it goes on reading.

/** `report` hears of every part that arrives, as a share of `count` bytes. */
export function counted(answer: Response, count: number, report: (part: number) => void): Response {
  if (!answer.ok || !answer.body) return answer;
  let bytes = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      report(Math.min(1, bytes / count));
      controller.enqueue(chunk);
    },
  });
  return new Response(answer.body.pipeThrough(counter), { status: answer.status, headers: answer.headers });
}
