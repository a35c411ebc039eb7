/** Author's html as nodes that belong to no page yet: nothing in it loads or runs. */
const parseHtml = (html: string): DocumentFragment => {
  const template = document.createElement('template');
  template.innerHTML = html;
  return template.content;
};

/** The names of the places that html has for our controls. */
export const slotNames = (html: string): string[] =>
  [...parseHtml(html).querySelectorAll<HTMLSlotElement>('slot[name]')].map(({ name }) => name);

/** The content security policy lets no `style` attribute act; what the server left of one comes as `data-style`. */
const applyStyles = (content: DocumentFragment): void => {
  for (const element of content.querySelectorAll<HTMLElement>('[data-style]')) {
    element.style.cssText = element.dataset.style ?? '';
  }
};

/** Shown for as long as a picture is on its way: nothing, instead of the sign for a broken one. */
const NOTHING = 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==';

/** What stands in the place of a picture that cannot be had. */
export const showWords = (image: HTMLImageElement): void => image.replaceWith(document.createTextNode(image.alt));

const prepareImages = (content: DocumentFragment): void => {
  for (const image of content.querySelectorAll('img')) {
    if (image.dataset.src !== undefined) image.src = NOTHING;
    else if (!image.hasAttribute('src')) showWords(image);
  }
};

/** What an author says of the elements around a control would take it away from a screen reader or the mouse. */
const freeSlots = (content: DocumentFragment): void => {
  for (const slot of content.querySelectorAll('slot')) {
    for (let around = slot.parentElement; around !== null; around = around.parentElement) {
      for (const name of ['aria-hidden', 'role', 'href']) around.removeAttribute(name);
    }
    // A list has items and no controls.
    if (slot.parentElement?.matches('ul, ol, dl')) slot.parentElement.setAttribute('role', 'none');
  }
};

/**
 * The author's html as it is shown, inside elements that stand for `html` and `body`: the server has renamed them in the
 * author's style sheet (`sanitize-css.ts`).
 */
export const buildDesign = (html: string): HTMLElement => {
  const content = parseHtml(html);
  applyStyles(content);
  prepareImages(content);
  freeSlots(content);
  const root = document.createElement('design-html');
  const body = document.createElement('design-body');
  root.className = 'design-root';
  // The last place is for what has no other. The background of a body fills the whole canvas of its page, margins included.
  body.append(content, document.createElement('slot'), document.createElement('design-canvas'));
  root.append(body);
  return root;
};
