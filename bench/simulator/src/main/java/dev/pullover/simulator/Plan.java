package dev.pullover.simulator;

/**
 * What kind of run a seed is, by its number, not by chance: so seeds that found something do the same again when there is
 * something new to draw.
 *
 * @param losesProduction whether production is lost for long
 * @param forks whether both servers publish then
 * @param wrongClocks whether the servers' clocks go wrong, too
 */
record Plan(boolean losesProduction, boolean forks, boolean wrongClocks) {
    /** In every so many-th seed production is lost for long. */
    private static final int EACH_LOSES_PRODUCTION = 10;
    /** In every so many-th both servers publish then. */
    private static final int EACH_FORKS = 2 * EACH_LOSES_PRODUCTION;
    /** Seeds below this are as they were before servers had clocks of their own. */
    private static final long FIRST_WITH_CLOCKS = 100_000;

    static Plan of(long seed) {
        return new Plan(
                Math.floorMod(seed, EACH_LOSES_PRODUCTION) == 0,
                Math.floorMod(seed, EACH_FORKS) == EACH_LOSES_PRODUCTION,
                seed >= FIRST_WITH_CLOCKS);
    }
}
