// The bar on top: what machine this is, and what concerns the page as a whole.
import { sizeOfPages } from '../base/hex';
import { hasLesson, kPresets, type Preset, preset } from '../views/stage';
import { choosePreset } from './arrange';
import { helpOpen, shareOpen, showOpenDialog } from './dialogs';
import { language, large, reader, toggleTheme } from './prefs';
import { openSearch } from './search';
import { startOpen } from './start_life';
import { moment, t } from './store';

export function TopBar({ lessons }: { lessons: (() => void) | null }) {
  const machine = moment.value?.machine.s.machine;
  return (
    <header class="top">
      <h1 class="logo">
        <button type="button" title={t.value('bar.start')} onClick={() => (startOpen.value = true)}>
          <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
            <rect x="2" y="3" width="8" height="5" rx="1.4" fill="var(--table)" />
            <rect x="8" y="10" width="8" height="5" rx="1.4" fill="var(--anon)" />
            <rect x="14" y="17" width="8" height="5" rx="1.4" fill="var(--hot)" />
            <path d="M6 8v4.5h2M12 15v4.5h2" stroke="var(--dim)" fill="none" stroke-width="1.4" />
          </svg>
          <span>Pagewalk</span>
          <span class="sr">: {t.value('bar.start')}</span>
        </button>
      </h1>
      {machine && (
        <p class="facts">
          <span class="fact">{t.value('bar.machine', { levels: machine.levels[0] ?? 4 })}</span>
          <span class="fact">{t.value('bar.memory', { size: sizeOfPages(machine.memPages[0] ?? 0), cpus: machine.cpus[0] ?? 1 })}</span>
        </p>
      )}
      <nav class="actions" aria-label={t.value('bar.help')}>
        <button type="button" aria-label={t.value('bar.search')} title={t.value('bar.search')} onClick={openSearch}>
          <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
            <path d="M10.2 10.2 14 14M11.5 7a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0" />
          </svg>
        </button>
        {lessons && (
          <button type="button" onClick={lessons}>
            {t.value('bar.lessons')}
          </button>
        )}
        <button type="button" onClick={showOpenDialog}>
          {t.value('bar.open')}
        </button>
        <button
          type="button"
          class="main"
          onClick={() => {
            shareOpen.value = true;
          }}
        >
          {t.value('bar.share')}
        </button>
        <Arrangement />
        <Settings />
      </nav>
    </header>
  );
}

function Arrangement() {
  return (
    <select
      class="wide-only arrangement"
      aria-label={t.value('layout.label')}
      title={t.value('layout.label')}
      value={preset.value}
      onChange={(event) => choosePreset(event.currentTarget.value as Preset)}
    >
      {kPresets
        .filter((one) => one !== 'lesson' || hasLesson.value)
        .filter((one) => one !== 'story' || !hasLesson.value)
        .map((one) => (
          <option key={one} value={one}>
            {t.value(`layout.${one}`)}
          </option>
        ))}
    </select>
  );
}

function Settings() {
  return (
    <>
      <button
        type="button"
        lang={language.value === 'en' ? 'zh-CN' : 'en'}
        title={t.value('bar.languageLabel')}
        onClick={() => {
          language.value = language.value === 'en' ? 'zh' : 'en';
        }}
      >
        {t.value('bar.language')}
      </button>
      <button type="button" aria-label={t.value('bar.theme')} title={t.value('bar.theme')} onClick={toggleTheme}>
        ◐
      </button>
      <button
        type="button"
        class="wide-only"
        aria-label={t.value('bar.large')}
        title={t.value('bar.large')}
        aria-pressed={large.value}
        onClick={() => {
          large.value = !large.value;
        }}
      >
        A⁺
      </button>
      <button
        type="button"
        class="wide-only"
        aria-label={t.value('bar.reader')}
        title={t.value('bar.reader')}
        aria-pressed={reader.value}
        onClick={() => {
          reader.value = !reader.value;
        }}
      >
        <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
          <path d="M3 6v4h3l4 3V3L6 6zM12.5 5.5a4 4 0 0 1 0 5" />
        </svg>
      </button>
      <button
        type="button"
        aria-label={t.value('bar.help')}
        title={t.value('bar.help')}
        onClick={() => {
          helpOpen.value = true;
        }}
      >
        ?
      </button>
    </>
  );
}
