// The borders between panes that can be dragged, of each arrangement: what each sizes, and what it puts away.
import { type HiddenPart, hidden, type Preset, preset, toggleHidden } from '../views/stage';
import { Splitter } from '../widgets/splitter';
import { type Shares, shares } from './arrange';
import { t } from './store';

interface Border {
  /** Its class is `at-` and this. */
  sizes: keyof Shares;
  least: number;
  most: number;
  /** What it sizes lies on its right. */
  mirrored?: true;
  hides: HiddenPart;
}

const kBorders: Readonly<Record<Preset, readonly Border[]>> = {
  story: [
    { sizes: 'shell', least: 22, most: 55, hides: 'shell' },
    { sizes: 'side', least: 10, most: 35, mirrored: true, hides: 'side' },
  ],
  explore: [
    { sizes: 'left', least: 18, most: 45, hides: 'shell' },
    { sizes: 'right', least: 15, most: 40, mirrored: true, hides: 'right' },
  ],
  lesson: [{ sizes: 'lesson', least: 25, most: 60, hides: 'shell' }],
  projector: [{ sizes: 'first', least: 25, most: 75, hides: 'shell' }],
};

export function Borders() {
  const now = shares.value;
  return (
    <>
      {kBorders[preset.value].map(({ sizes, hides, ...limits }) => (
        <Splitter
          key={sizes}
          class={`at-${sizes}${hidden.value.has(hides) ? ' away' : ''}`}
          label={t.value('layout.border')}
          value={now[sizes]}
          {...limits}
          onMove={(value) => {
            shares.value = { ...shares.peek(), [sizes]: value };
          }}
          onToggle={() => toggleHidden(hides)}
        />
      ))}
    </>
  );
}
