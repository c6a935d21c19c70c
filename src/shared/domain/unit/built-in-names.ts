import type { NameLanguage } from './names.ts'

const listOf = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

/** Names that are there without a definition, or are put there by what runs tests: too many are better than one too few. */
const builtIn: Readonly<Record<NameLanguage, ReadonlySet<string>>> = {
  javascript: listOf(`
    Array ArrayBuffer AsyncIterator Atomics BigInt BigInt64Array BigUint64Array Boolean DataView Date Error EvalError
    AggregateError FinalizationRegistry Float32Array Float64Array Function Infinity Int16Array Int32Array Int8Array Intl
    Iterator JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set SharedArrayBuffer
    String Symbol SyntaxError TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet
    undefined globalThis arguments eval isFinite isNaN parseFloat parseInt decodeURI decodeURIComponent encodeURI
    encodeURIComponent escape unescape console process Buffer global require module exports __dirname __filename
    setTimeout clearTimeout setInterval clearInterval setImmediate clearImmediate queueMicrotask structuredClone fetch
    Headers Request Response FormData Blob File FileReader FileList URL URLSearchParams URLPattern TextEncoder TextDecoder
    AbortController AbortSignal Event EventTarget CustomEvent MessageChannel MessagePort MessageEvent BroadcastChannel Worker
    SharedWorker WebSocket EventSource XMLHttpRequest ReadableStream WritableStream TransformStream CompressionStream
    DecompressionStream crypto Crypto CryptoKey SubtleCrypto performance Performance PerformanceObserver WebAssembly navigator
    Navigator window document self location history localStorage sessionStorage Storage indexedDB caches screen parent top
    frames opener origin name status event alert confirm prompt open close print focus blur stop postMessage matchMedia
    getComputedStyle getSelection requestAnimationFrame cancelAnimationFrame requestIdleCallback cancelIdleCallback
    addEventListener removeEventListener dispatchEvent atob btoa Node NodeList Element Document DocumentFragment Text Comment
    Attr Range Selection DOMParser DOMRect DOMException Image Audio Option Notification MutationObserver ResizeObserver
    IntersectionObserver KeyboardEvent MouseEvent PointerEvent TouchEvent FocusEvent InputEvent WheelEvent DragEvent
    ClipboardEvent UIEvent CloseEvent ErrorEvent ProgressEvent StorageEvent Animation CSS customElements ShadowRoot
    NodeJS JSX React Express Cypress cy describe context it test specify suite expect assert vi jest chai sinon jasmine spyOn
    beforeEach beforeAll afterEach afterAll before after bench setup teardown fail pending Deno Bun
    Record Partial Required Readonly Pick Omit Exclude Extract NonNullable Parameters ReturnType InstanceType
    ConstructorParameters Awaited ThisType Uppercase Lowercase Capitalize Uncapitalize NoInfer ReadonlyArray ReadonlyMap
    ReadonlySet PromiseLike ArrayLike Iterable IterableIterator AsyncIterable AsyncIterableIterator AsyncGenerator Generator
    PropertyKey PropertyDescriptor TemplateStringsArray Disposable AsyncDisposable SuppressedError
    ref computed reactive watch defineProps defineEmits defineConfig h
  `),
  python: listOf(`
    abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex copyright
    credits delattr dict dir divmod enumerate eval exec exit filter float format frozenset getattr globals hasattr hash help
    hex id input int isinstance issubclass iter len license list locals map max memoryview min next object oct open ord pow
    print property quit range repr reversed round set setattr slice sorted staticmethod str sum super tuple type vars zip
    True False None Ellipsis NotImplemented __name__ __file__ __doc__ __builtins__ __spec__ __package__ __import__ __debug__
    ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError BufferError
    BytesWarning ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError ConnectionResetError
    DeprecationWarning EOFError EncodingWarning EnvironmentError Exception ExceptionGroup FileExistsError FileNotFoundError
    FloatingPointError FutureWarning GeneratorExit IOError ImportError ImportWarning IndentationError IndexError
    InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError
    NotADirectoryError NotImplementedError OSError OverflowError PendingDeprecationWarning PermissionError ProcessLookupError
    RecursionError ReferenceError ResourceWarning RuntimeError RuntimeWarning StopAsyncIteration StopIteration SyntaxError
    SyntaxWarning SystemError SystemExit TabError TimeoutError TypeError UnboundLocalError UnicodeDecodeError
    UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning ZeroDivisionError
    reveal_type unicode xrange basestring raw_input long
  `),
  go: listOf(`
    any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string uint uint8
    uint16 uint32 uint64 uintptr true false iota nil append cap clear close complex copy delete imag len make max min new
    panic print println real recover init main
  `),
  rust: listOf(`
    Some None Ok Err Option Result String Vec Box ToString ToOwned Clone Copy Send Sync Sized Drop Fn FnMut FnOnce Eq Ord
    PartialEq PartialOrd AsRef AsMut Into From Default Iterator Extend IntoIterator DoubleEndedIterator ExactSizeIterator
    TryFrom TryInto FromIterator Self self super crate std core alloc drop main bool char str u8 u16 u32 u64 u128 usize i8 i16
    i32 i64 i128 isize f32 f64 Debug Hash Unpin Future IntoFuture
  `),
}

/** Whether a name is there in a language without a definition. */
export function isBuiltIn(language: NameLanguage, name: string): boolean {
  return (
    builtIn[language].has(name) ||
    (language === 'javascript' && /^(?:HTML|SVG|CSS|GPU|IDB|RTC|WebGL|DOM|Media|Audio|Video)[A-Z]/.test(name))
  )
}
