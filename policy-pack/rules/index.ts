import { authz01 } from "./authz-01";
import { authz09 } from "./authz-09";
import { authz17 } from "./authz-17";
import { cld01 } from "./cld-01";
import { cld02 } from "./cld-02";
import { cld03 } from "./cld-03";
import { cld04 } from "./cld-04";
import { cld05 } from "./cld-05";
import { cld06 } from "./cld-06";
import { cld07 } from "./cld-07";
import { id01 } from "./id-01";
import { ing01 } from "./ing-01";
import { ing02 } from "./ing-02";
import { ing03 } from "./ing-03";
import { ing04 } from "./ing-04";
import { ing05 } from "./ing-05";
import { ing06 } from "./ing-06";
import { ing07 } from "./ing-07";
import { ing08 } from "./ing-08";
import { ing09 } from "./ing-09";
import { ing10 } from "./ing-10";
import { ing11 } from "./ing-11";
import { ing12 } from "./ing-12";
import { mesh01 } from "./mesh-01";
import { mesh02 } from "./mesh-02";
import { mesh03 } from "./mesh-03";
import { pki01 } from "./pki-01";
import { pki02 } from "./pki-02";
import { pki03 } from "./pki-03";
import { pki04 } from "./pki-04";
import { pki05 } from "./pki-05";
import { pki06 } from "./pki-06";
import { pki07 } from "./pki-07";
import { pki08 } from "./pki-08";
import { pki09 } from "./pki-09";
import { pki10 } from "./pki-10";
import { pki11 } from "./pki-11";
import { pki12 } from "./pki-12";
import { pki13 } from "./pki-13";
import { pki14 } from "./pki-14";
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
    pki02,
    pki03,
    pki04,
    pki05,
    pki06,
    pki07,
    pki08,
    pki09,
    pki10,
    pki11,
    pki12,
    pki13,
    pki14,
    ing01,
    ing02,
    ing03,
    ing04,
    ing05,
    ing06,
    ing07,
    ing08,
    ing09,
    ing10,
    ing11,
    ing12,
    id01,
    sc01,
    cld01,
    cld02,
    cld03,
    cld04,
    cld05,
    cld06,
    cld07,
];
