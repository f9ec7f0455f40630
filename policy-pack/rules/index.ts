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
import { cld02 } from "./cld-02";
import { cld03 } from "./cld-03";
import { cld04 } from "./cld-04";
import { cld05 } from "./cld-05";
import { cld06 } from "./cld-06";
import { cld07 } from "./cld-07";
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
import { ing13 } from "./ing-13";
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
import { net01 } from "./net-01";
import { net02 } from "./net-02";
import { net03 } from "./net-03";
import { net04 } from "./net-04";
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
import { pki15 } from "./pki-15";
import { pki16 } from "./pki-16";
import { pki17 } from "./pki-17";
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
    pki15,
    pki16,
    pki17,
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
    ing13,
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
    cld02,
    cld03,
    cld04,
    cld05,
    cld06,
    cld07,
    gov01,
    gov02,
    gov03,
    gov04,
    gov05,
];
