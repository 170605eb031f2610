// Typing over a selection, done by the editor instead of the browser: a browser keeps the look of what stood there as an inline style, which the
// page's policy forbids and the console complains of.
import { EditorView } from 'codemirror';

export const typeOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { state } = view;
    if (
      event.inputType !== 'insertText' ||
      event.data === null ||
      event.isComposing ||
      state.selection.main.empty
    )
      return false;
    event.preventDefault();
    view.dispatch(state.replaceSelection(event.data), { userEvent: 'input.type', scrollIntoView: true });
    return true;
  },
});
