/** For so long a job is hidden from other agents; who works on it prolongs that. Short, so that the jobs of one that died are soon done. */
export const JOB_VISIBILITY_SECONDS = 120;

/** So often a job is given out before it is given up. */
export const JOB_TRIES = 5;
