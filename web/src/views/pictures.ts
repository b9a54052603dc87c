// The drawings that stand on the page, by view: for who wants one as a picture without being the view that drew it.
import type { Content } from '../draw/mark';
import type { ViewName } from './context';

const offered = new Map<ViewName, () => Content>();

/** Returns what takes the offer back. */
export function offerPicture(name: ViewName, picture: () => Content): () => void {
  offered.set(name, picture);
  return () => {
    if (offered.get(name) === picture) offered.delete(name);
  };
}

/** Null: it is not drawn, or has nothing in it. */
export function pictureOf(name: string): Content | null {
  const content = offered.get(name as ViewName)?.();
  return content && content.marks.length > 0 ? content : null;
}
