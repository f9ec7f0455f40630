/** In whose name the fields of a stack's objects are owned; patches have names that begin so. */
export const stackManager = "pulumi-kubernetes";

/** In whose name charts and controllers that are stood in for own fields. */
export const standInManager = "zero-trust-sandbox";
