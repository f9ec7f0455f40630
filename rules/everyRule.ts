// Written by `npm run docs` from the folders of the rules.
import { mesh01 } from "./mesh/mesh-01/rule";
import { mesh02 } from "./mesh/mesh-02/rule";
import { mesh03 } from "./mesh/mesh-03/rule";
import { mesh04 } from "./mesh/mesh-04/rule";
import { mesh05 } from "./mesh/mesh-05/rule";
import { mesh06 } from "./mesh/mesh-06/rule";
import { mesh07 } from "./mesh/mesh-07/rule";
import { mesh08 } from "./mesh/mesh-08/rule";
import { mesh09 } from "./mesh/mesh-09/rule";
import { mesh10 } from "./mesh/mesh-10/rule";
import { mesh11 } from "./mesh/mesh-11/rule";
import { authz01 } from "./authz/authz-01/rule";
import { authz02 } from "./authz/authz-02/rule";
import { authz03 } from "./authz/authz-03/rule";
import { authz04 } from "./authz/authz-04/rule";
import { authz05 } from "./authz/authz-05/rule";
import { authz06 } from "./authz/authz-06/rule";
import { authz07 } from "./authz/authz-07/rule";
import { authz08 } from "./authz/authz-08/rule";
import { authz09 } from "./authz/authz-09/rule";
import { authz10 } from "./authz/authz-10/rule";
import { authz11 } from "./authz/authz-11/rule";
import { authz12 } from "./authz/authz-12/rule";
import { authz13 } from "./authz/authz-13/rule";
import { authz14 } from "./authz/authz-14/rule";
import { authz15 } from "./authz/authz-15/rule";
import { authz16 } from "./authz/authz-16/rule";
import { authz17 } from "./authz/authz-17/rule";
import { authz18 } from "./authz/authz-18/rule";
import { pki01 } from "./pki/pki-01/rule";
import { pki02 } from "./pki/pki-02/rule";
import { pki03 } from "./pki/pki-03/rule";
import { pki04 } from "./pki/pki-04/rule";
import { pki05 } from "./pki/pki-05/rule";
import { pki06 } from "./pki/pki-06/rule";
import { pki07 } from "./pki/pki-07/rule";
import { pki08 } from "./pki/pki-08/rule";
import { pki09 } from "./pki/pki-09/rule";
import { pki10 } from "./pki/pki-10/rule";
import { pki11 } from "./pki/pki-11/rule";
import { pki12 } from "./pki/pki-12/rule";
import { pki13 } from "./pki/pki-13/rule";
import { pki14 } from "./pki/pki-14/rule";
import { pki15 } from "./pki/pki-15/rule";
import { pki16 } from "./pki/pki-16/rule";
import { pki17 } from "./pki/pki-17/rule";
import { ing01 } from "./ing/ing-01/rule";
import { ing02 } from "./ing/ing-02/rule";
import { ing03 } from "./ing/ing-03/rule";
import { ing04 } from "./ing/ing-04/rule";
import { ing05 } from "./ing/ing-05/rule";
import { ing06 } from "./ing/ing-06/rule";
import { ing07 } from "./ing/ing-07/rule";
import { ing08 } from "./ing/ing-08/rule";
import { ing09 } from "./ing/ing-09/rule";
import { ing10 } from "./ing/ing-10/rule";
import { ing11 } from "./ing/ing-11/rule";
import { ing12 } from "./ing/ing-12/rule";
import { ing13 } from "./ing/ing-13/rule";
import { ing14 } from "./ing/ing-14/rule";
import { ing15 } from "./ing/ing-15/rule";
import { id01 } from "./id/id-01/rule";
import { id02 } from "./id/id-02/rule";
import { id03 } from "./id/id-03/rule";
import { id04 } from "./id/id-04/rule";
import { id05 } from "./id/id-05/rule";
import { id06 } from "./id/id-06/rule";
import { id07 } from "./id/id-07/rule";
import { sec01 } from "./sec/sec-01/rule";
import { sec02 } from "./sec/sec-02/rule";
import { sec03 } from "./sec/sec-03/rule";
import { sec04 } from "./sec/sec-04/rule";
import { sec05 } from "./sec/sec-05/rule";
import { sec06 } from "./sec/sec-06/rule";
import { sec07 } from "./sec/sec-07/rule";
import { sc01 } from "./sc/sc-01/rule";
import { sc02 } from "./sc/sc-02/rule";
import { sc03 } from "./sc/sc-03/rule";
import { sc04 } from "./sc/sc-04/rule";
import { sc05 } from "./sc/sc-05/rule";
import { sc06 } from "./sc/sc-06/rule";
import { sc07 } from "./sc/sc-07/rule";
import { net01 } from "./net/net-01/rule";
import { net02 } from "./net/net-02/rule";
import { net03 } from "./net/net-03/rule";
import { net04 } from "./net/net-04/rule";
import { pod01 } from "./pod/pod-01/rule";
import { pod02 } from "./pod/pod-02/rule";
import { pod03 } from "./pod/pod-03/rule";
import { pod04 } from "./pod/pod-04/rule";
import { cld01 } from "./cld/cld-01/rule";
import { cld02 } from "./cld/cld-02/rule";
import { cld03 } from "./cld/cld-03/rule";
import { cld04 } from "./cld/cld-04/rule";
import { cld05 } from "./cld/cld-05/rule";
import { cld06 } from "./cld/cld-06/rule";
import { cld07 } from "./cld/cld-07/rule";
import { cld08 } from "./cld/cld-08/rule";
import { gov01 } from "./gov/gov-01/rule";
import { gov02 } from "./gov/gov-02/rule";
import { gov03 } from "./gov/gov-03/rule";
import { gov04 } from "./gov/gov-04/rule";
import { gov05 } from "./gov/gov-05/rule";
import { gov06 } from "./gov/gov-06/rule";
import type { Rule, RuleElsewhere } from "./rule";

/** Every rule, in the order in which a platform is built. */
export const everyRule: readonly (Rule | RuleElsewhere)[] = [
    mesh01,
    mesh02,
    mesh03,
    mesh04,
    mesh05,
    mesh06,
    mesh07,
    mesh08,
    mesh09,
    mesh10,
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
    ing14,
    ing15,
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
    sec06,
    sec07,
    sc01,
    sc02,
    sc03,
    sc04,
    sc05,
    sc06,
    sc07,
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
    cld08,
    gov01,
    gov02,
    gov03,
    gov04,
    gov05,
    gov06,
];
