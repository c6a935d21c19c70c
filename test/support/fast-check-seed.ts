import fc from 'fast-check'
import { seed } from './seed.ts'

// The laws begin at the seed of the run too, else they would look at other cases each time the same commit is tested.
fc.configureGlobal({ seed })
