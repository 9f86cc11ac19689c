package dev.pullover.simulator;

/**
 * What kind of run a seed is, by its number, not by chance: so seeds that found something do the same again when there is
 * something new to draw.
 *
 * @param losesProduction whether production is lost for long
 * @param forks whether both servers publish then
 * @param wrongClocks whether the servers' clocks go wrong, too
 * @param scans whether nobody publishes, and servers are scanned
 * @param inPlace whether files on them are changed where they lie, too; then all directories are listed now and then
 */
record Plan(boolean losesProduction, boolean forks, boolean wrongClocks, boolean scans, boolean inPlace) {
    /** In every so many-th seed production is lost for long. */
    private static final int EACH_LOSES_PRODUCTION = 10;
    /** In every so many-th both servers publish then. */
    private static final int EACH_FORKS = 2 * EACH_LOSES_PRODUCTION;
    /** Seeds below this are as they were before servers had clocks of their own, and were scanned. */
    private static final long FIRST_OF_THE_NEWER = 100_000;

    private static final int EACH_SCANS = 5;
    private static final int SCANS = 3;
    /** In every so many-th of those, files are changed by rename only, and clocks on servers go right. */
    private static final int EACH_IS_ORDERLY = 4;

    static Plan of(long seed) {
        boolean newer = seed >= FIRST_OF_THE_NEWER;
        boolean scans = newer && Math.floorMod(seed, EACH_SCANS) == SCANS;
        boolean orderly = scans && Math.floorMod(seed / EACH_SCANS, EACH_IS_ORDERLY) == 0;
        return new Plan(
                Math.floorMod(seed, EACH_LOSES_PRODUCTION) == 0,
                Math.floorMod(seed, EACH_FORKS) == EACH_LOSES_PRODUCTION,
                newer && !orderly,
                scans,
                scans && !orderly);
    }
}
