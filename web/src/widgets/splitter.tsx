// A border that is dragged, or moved by the arrow keys: it says a new share of the width, in per cent, and keeps within its limits.
interface Props {
  label: string;
  class: string;
  value: number;
  least: number;
  most: number;
  /** The share grows to the left: what it sizes lies on its right. */
  mirrored?: boolean;
  onMove(value: number): void;
  /** Double click or Enter: puts away, or brings back. */
  onToggle(): void;
}

const kStep = 2;

export function Splitter({ label, class: name, value, least, most, mirrored = false, onMove, onToggle }: Props) {
  const hold = (wanted: number) => onMove(Math.max(least, Math.min(most, Math.round(wanted * 10) / 10)));
  const sign = mirrored ? -1 : 1;
  const onDrag = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = event.currentTarget.parentElement!.getBoundingClientRect();
    const share = ((event.clientX - box.left) / box.width) * 100;
    hold(mirrored ? 100 - share : share);
  };
  return (
    <div
      class={`splitter ${name}`}
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={Math.round(value)}
      aria-valuemin={least}
      aria-valuemax={most}
      tabIndex={0}
      title={label}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={onDrag}
      onDblClick={onToggle}
      onKeyDown={(event) => {
        const by = event.key === 'ArrowLeft' ? -kStep : event.key === 'ArrowRight' ? kStep : 0;
        if (event.key === 'Enter') onToggle();
        else if (by !== 0) hold(value + sign * by);
        else return;
        event.preventDefault();
      }}
    />
  );
}
