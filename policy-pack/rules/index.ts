import { authz01 } from "./authz-01";
import { authz09 } from "./authz-09";
import { authz17 } from "./authz-17";
import { cld01 } from "./cld-01";
import { gov01 } from "./gov-01";
import { gov05 } from "./gov-05";
import { id01 } from "./id-01";
import { ing01 } from "./ing-01";
import { ing03 } from "./ing-03";
import { mesh01 } from "./mesh-01";
import { mesh02 } from "./mesh-02";
import { mesh03 } from "./mesh-03";
import { pki01 } from "./pki-01";
import { pki03 } from "./pki-03";
import { pki05 } from "./pki-05";
import { type Rule } from "./rule";
import { sc01 } from "./sc-01";

export const rules: readonly Rule[] = [
    mesh01,
    mesh02,
    mesh03,
    authz01,
    authz09,
    authz17,
    pki01,
    pki03,
    pki05,
    ing01,
    ing03,
    id01,
    sc01,
    cld01,
    gov01,
    gov05,
];
