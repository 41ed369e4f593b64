/** A key of the keyboard: `<KeyHint keys="g t" />` shows two keys. */
export function KeyHint({ keys }: { readonly keys: string }) {
  return (
    <>
      {keys.split(' ').map(key => (
        <kbd class="key">{key}</kbd>
      ))}
    </>
  )
}
