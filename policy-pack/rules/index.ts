import { authz01 } from "./authz-01";
import { authz09 } from "./authz-09";
import { authz17 } from "./authz-17";
import { cld01 } from "./cld-01";
import { gov01 } from "./gov-01";
import { gov02 } from "./gov-02";
import { gov03 } from "./gov-03";
import { gov04 } from "./gov-04";
import { gov05 } from "./gov-05";
import { id01 } from "./id-01";
import { id02 } from "./id-02";
import { id03 } from "./id-03";
import { id04 } from "./id-04";
import { id05 } from "./id-05";
import { id06 } from "./id-06";
import { id07 } from "./id-07";
import { ing01 } from "./ing-01";
import { ing03 } from "./ing-03";
import { mesh01 } from "./mesh-01";
import { mesh02 } from "./mesh-02";
import { mesh03 } from "./mesh-03";
import { net01 } from "./net-01";
import { net02 } from "./net-02";
import { net03 } from "./net-03";
import { net04 } from "./net-04";
import { pki01 } from "./pki-01";
import { pki03 } from "./pki-03";
import { pki05 } from "./pki-05";
import { pod01 } from "./pod-01";
import { pod02 } from "./pod-02";
import { pod03 } from "./pod-03";
import { pod04 } from "./pod-04";
import { type Rule } from "./rule";
import { sc01 } from "./sc-01";
import { sc02 } from "./sc-02";
import { sc03 } from "./sc-03";
import { sc04 } from "./sc-04";
import { sc05 } from "./sc-05";
import { sc06 } from "./sc-06";
import { sec01 } from "./sec-01";
import { sec02 } from "./sec-02";
import { sec03 } from "./sec-03";
import { sec04 } from "./sec-04";
import { sec05 } from "./sec-05";

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
    id02,
    id03,
    id04,
    id05,
    id06,
    id07,
    sec01,
    sec02,
    sec03,
    sec04,
    sec05,
    sc01,
    sc02,
    sc03,
    sc04,
    sc05,
    sc06,
    net01,
    net02,
    net03,
    net04,
    pod01,
    pod02,
    pod03,
    pod04,
    cld01,
    gov01,
    gov02,
    gov03,
    gov04,
    gov05,
];
