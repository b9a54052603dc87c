// Whether a picture is shown at once: steps that follow too fast to be watched, and another room for a picture that stands still.
import type { Size } from './camera';

/** Pictures that follow one another faster than this are scrubbed through or played, ms. */
const kHurry = 110;

export class Pace {
  private last = Number.NEGATIVE_INFINITY;
  private step: unknown = null;
  private size: Size = { width: 0, height: 0 };

  /** `step`: what it is a picture of. While that stays, only the room, or the choice of what is drawn, has changed. */
  isHurried(step: unknown, size: Size, isMoving: boolean, now: number): boolean {
    const isSameStep = step !== null && step === this.step;
    const isSameRoom = size.width === this.size.width && size.height === this.size.height;
    const isHurried = isSameStep ? !isSameRoom && !isMoving : now - this.last < kHurry;
    if (!isSameStep) this.last = now;
    this.step = step;
    this.size = size;
    return isHurried;
  }
}
