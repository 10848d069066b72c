import fc from 'fast-check'

/**
 * The same cases in every run, so that a change fails by what it changes. PROPERTY_SEED=n looks elsewhere.
 */
fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 20_260_101) })
