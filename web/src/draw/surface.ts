// What a scene draws on: an SVG or, for many marks, a canvas. Both are told the same things and draw by the same looks.
import type { Size, View } from './camera';
import type { Link, Mark } from './mark';
import type { Pose } from './motion';

/** How a moment of a motion looks. */
export interface Moment {
  poseOf(key: string): Pose | undefined;
  /** How much of a link is drawn, 0 to 1. */
  drawnOf(link: Link): number;
}

/** A set, or what answers like one. */
type Keys = Pick<ReadonlySet<string>, 'has'>;

export interface Lights {
  hovered: Keys;
  chosen: Keys;
}

export interface Surface {
  readonly element: SVGSVGElement | HTMLCanvasElement;
  /** Takes the marks and links that are drawn from now on, those that are leaving among them. */
  join(marks: readonly Mark[], links: readonly Link[]): void;
  place(moment: Moment): void;
  look(view: View): void;
  resize(size: Size): void;
  light(lights: Lights): void;
  name(label: string): void;
  destroy(): void;
}

export const firstKey = (keys: string | undefined): string | null => keys?.split(' ')[0] ?? null;

/** What of a mark's states its CSS class says, for style sheets and tests. */
export function classOf(mark: Mark): string {
  const states = [
    mark.walked && 'walked',
    mark.dead && 'dead',
    mark.ghost && 'ghost',
    mark.quiet && 'quiet',
    mark.readOnly && 'read-only',
    mark.changed && `changed ${mark.changed}`,
    mark.label && 'item',
  ];
  return ['mark', mark.kind, ...states.filter(Boolean)].join(' ');
}
