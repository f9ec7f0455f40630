import type { AdmissionRule } from "../admissionRule";
import { authz01 } from "./authz-01";
import { authz06 } from "./authz-06";
import { authz08 } from "./authz-08";
import { authz13 } from "./authz-13";
import { authz17 } from "./authz-17";
import { gov02 } from "./gov-02";
import { id01 } from "./id-01";
import { id02 } from "./id-02";
import { id05 } from "./id-05";
import { id07 } from "./id-07";
import { ing01 } from "./ing-01";
import { ing03 } from "./ing-03";
import { ing05 } from "./ing-05";
import { ing08 } from "./ing-08";
import { ing09 } from "./ing-09";
import { mesh01 } from "./mesh-01";
import { mesh02 } from "./mesh-02";
import { mesh03 } from "./mesh-03";
import { mesh04 } from "./mesh-04";
import { mesh07 } from "./mesh-07";
import { mesh10 } from "./mesh-10";
import { pki08 } from "./pki-08";
import { pki15 } from "./pki-15";
import { pki16 } from "./pki-16";
import { pod01 } from "./pod-01";
import { pod02 } from "./pod-02";
import { pod04 } from "./pod-04";
import { sc01 } from "./sc-01";
import { sc02 } from "./sc-02";
import { sc03 } from "./sc-03";

/** Every rule of the policy pack that can be decided when an object is admitted. */
export const admissionRules: AdmissionRule[] = [
    mesh01,
    mesh02,
    mesh03,
    mesh04,
    mesh07,
    mesh10,
    authz01,
    authz06,
    authz08,
    authz13,
    authz17,
    pki08,
    pki15,
    pki16,
    ing01,
    ing03,
    ing05,
    ing08,
    ing09,
    id01,
    id02,
    id05,
    id07,
    sc01,
    sc02,
    sc03,
    pod01,
    pod02,
    pod04,
    gov02,
];
