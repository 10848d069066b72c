/** A compiled module: the build and vitest.config.js put its bytes here. */
declare module '*.wasm' {
  const bytes: Uint8Array
  export default bytes
}
