// Drawn signs on buttons.
export const GrowIcon = ({ isGrown }: { isGrown: boolean }) => (
  <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
    <path d={isGrown ? 'M7 2v5H2M9 14V9h5' : 'M9.5 2.5h4v4M6.5 13.5h-4v-4M13 3 9 7M3 13l4-4'} />
  </svg>
);

export const PinIcon = () => (
  <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
    <path d="M6 2.5h4M6.8 2.5v4.2L4.5 9.5h7L9.2 6.7V2.5M8 9.5v4.5" />
  </svg>
);

/** Of the timeline's buttons, by the path of each. */
export const PathIcon = ({ path }: { path: string }) => (
  <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    <path d={path} />
  </svg>
);
