// Waiting for the screen.

/** What has been changed by now is laid out and painted. */
export const twoFrames = () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
