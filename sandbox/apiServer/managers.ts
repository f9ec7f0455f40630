/** In whose name the fields of a stack's objects are owned; patches have names that begin so. */
export const stackManager = "pulumi-kubernetes";

/** In whose name charts and controllers that are stood in for own fields. */
export const standInManager = "zero-trust-sandbox";

/**
 * In whose name nodes, and controllers that run for real, have objects: whoever puts in order what a
 * killed run left must not take those for its leftovers.
 */
export const surroundingsManager = `${standInManager}-surroundings`;
