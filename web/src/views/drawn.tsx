// A drawing in a pane: one empty element that D3 owns the inside of, and the buttons that zoom it. The view says what is drawn for the room
// there is.
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { Slices } from '../base/slices';
import { kPad, type Size } from '../draw/camera';
import type { Content } from '../draw/mark';
import { Scene } from '../draw/scene';
import { IconButton } from '../widgets/pane';
import { useSize } from '../widgets/use_size';
import { useView, type ViewName } from './context';
import { isSmall } from './stage';
import { TakeAway } from './take_away/take_away';

interface Props {
  name: ViewName;
  label: string;
  /** What to draw in so much room; it is asked again when the room changes. */
  content(room: Size): Content;
  /** Folding and unfolding: what the view's marks have as their act. */
  act?(act: string): void;
  /** Beside the zoom buttons. */
  tools?: ComponentChildren;
}

/** Small pictures follow the large one, ms. */
const kLater = 40;
/** Pictures of large machines, and small pictures, one after the other. */
const slices = new Slices();
/** A drawing grows with its pane up to here. */
const kMost = 1.7;

export function Drawn({ name, label, content, act, tools }: Props) {
  const view = useView();
  const t = view.t.value;
  const [host, size] = useSize<HTMLDivElement>();
  const scene = useRef<Scene | null>(null);
  const scale = view.scale.value;
  const least = view.leastScale.value;
  const latest = useRef({ act, scale, least });
  latest.current = { act, scale, least };
  useLayoutEffect(() => {
    const made = new Scene(host.current!, {
      still: () => view.still.peek(),
      // Below the least its smallest text could not be read; who asked here for large type would rather have the whole picture.
      limits: () => ({ least: latest.current.least, most: latest.current.scale * kMost }),
      point: view.point,
      choose: view.choose,
      act: (what) => latest.current.act?.(what),
    });
    scene.current = made;
    return () => made.destroy();
  }, []);
  const small = isSmall(name);
  const moment = view.moment.value;
  useLayoutEffect(() => {
    if (size.width < 2 || size.height < 2) return undefined;
    const draw = () =>
      scene.current?.show(content({ width: size.width / scale - 2 * kPad, height: size.height / scale - 2 * kPad }), label, {
        step: moment,
        atOnce: moment?.isLeap ?? false,
      });
    const isLarge = moment?.machine.isLarge ?? false;
    if (!small) return isLarge ? slices.add(draw) : draw();
    // The large picture and the prompt come first.
    let takeBack = () => undefined as unknown;
    const timer = setTimeout(() => {
      takeBack = slices.add(draw);
    }, kLater);
    return () => {
      clearTimeout(timer);
      takeBack();
    };
  });
  const { hovered, chosen } = view.lights.value;
  useEffect(() => scene.current?.light({ hovered, chosen }), [hovered, chosen]);
  return (
    <div class="drawn">
      <div class="drawn-host" ref={host} data-scene={name} />
      <div class="drawn-tools" role="group" aria-label={t('draw.tools', { pane: label })}>
        {tools}
        <TakeAway name={name} label={label} picture={() => scene.current!.picture()} />
        <IconButton label={t('draw.smaller')} onClick={() => scene.current?.zoom(0.8)}>
          −
        </IconButton>
        <IconButton label={t('draw.larger')} onClick={() => scene.current?.zoom(1.25)}>
          +
        </IconButton>
        <IconButton label={t('draw.fit')} onClick={() => scene.current?.fit()}>
          ⤢
        </IconButton>
      </div>
    </div>
  );
}
