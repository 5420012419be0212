/** The state of a connector as a coloured word. A state that the model does not know is shown as it is. */
export const StateWord = ({ state }: { readonly state: string }) => (
  <span class="state" data-state={state}>
    {state}
  </span>
)
