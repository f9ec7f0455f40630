/**
 * Credentials of the accounts that are stood in for: the only ones that these take, which open nothing
 * anywhere else.
 */
export const credentials = {
    CIVO_TOKEN: "stand-in",
    CLOUDFLARE_API_TOKEN: "stand-in",
} as const;
