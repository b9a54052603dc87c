// Where one pane is seen at a time: as the style sheets have it, in units of the browser's own type.
export const kPhone = '(max-width: 47.5em)';
export const kTallPhone = '(max-width: 47.5em) and (min-height: 40em)';
