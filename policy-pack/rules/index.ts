import { authz01 } from "./authz-01";
import { authz02 } from "./authz-02";
import { authz03 } from "./authz-03";
import { authz04 } from "./authz-04";
import { authz05 } from "./authz-05";
import { authz06 } from "./authz-06";
import { authz07 } from "./authz-07";
import { authz08 } from "./authz-08";
import { authz09 } from "./authz-09";
import { authz10 } from "./authz-10";
import { authz11 } from "./authz-11";
import { authz12 } from "./authz-12";
import { authz13 } from "./authz-13";
import { authz14 } from "./authz-14";
import { authz15 } from "./authz-15";
import { authz16 } from "./authz-16";
import { authz17 } from "./authz-17";
import { authz18 } from "./authz-18";
import { cld01 } from "./cld-01";
import { id01 } from "./id-01";
import { ing01 } from "./ing-01";
import { ing03 } from "./ing-03";
import { mesh01 } from "./mesh-01";
import { mesh02 } from "./mesh-02";
import { mesh03 } from "./mesh-03";
import { mesh04 } from "./mesh-04";
import { mesh05 } from "./mesh-05";
import { mesh06 } from "./mesh-06";
import { mesh07 } from "./mesh-07";
import { mesh08 } from "./mesh-08";
import { mesh09 } from "./mesh-09";
import { mesh11 } from "./mesh-11";
import { pki01 } from "./pki-01";
import { pki03 } from "./pki-03";
import { pki05 } from "./pki-05";
import { type Rule } from "./rule";
import { sc01 } from "./sc-01";

export const rules: readonly Rule[] = [
    mesh01,
    mesh02,
    mesh03,
    mesh04,
    mesh05,
    mesh06,
    mesh07,
    mesh08,
    mesh09,
    mesh11,
    authz01,
    authz02,
    authz03,
    authz04,
    authz05,
    authz06,
    authz07,
    authz08,
    authz09,
    authz10,
    authz11,
    authz12,
    authz13,
    authz14,
    authz15,
    authz16,
    authz17,
    authz18,
    pki01,
    pki03,
    pki05,
    ing01,
    ing03,
    id01,
    sc01,
    cld01,
];
