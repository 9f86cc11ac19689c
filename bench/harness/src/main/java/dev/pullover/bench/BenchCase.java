package dev.pullover.bench;

/** One benchmark. */
interface BenchCase {
    /** One word, for the command line. */
    String name();

    /** One line for people. */
    String description();

    /**
     * Runs it and puts its tables into the report.
     *
     * @throws WrongResultException if somebody did not do the work: then no time counts
     */
    void run(Bench bench) throws Exception;
}
