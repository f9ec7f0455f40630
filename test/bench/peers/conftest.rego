# The ten rules of the benchmark for conftest, which is given all objects together (--combine).
package main

objects contains object if {
	object := input[_].contents
	object.kind
}

deployments contains object if {
	some object in objects
	object.kind == "Deployment"
}

ingresses contains object if {
	some object in objects
	object.kind == "Ingress"
}

services contains object if {
	some object in objects
	object.kind == "Service"
}

found(rule, object, reason) := {
	"msg": reason,
	"rule": rule,
	"object": sprintf("%s/%s", [object.metadata.namespace, object.metadata.name]),
}

deny contains found("POD-01", object, "is privileged") if {
	some object in deployments
	some container in object.spec.template.spec.containers
	container.securityContext.privileged
}

deny contains found("POD-02", object, "writes to its root filesystem") if {
	some object in deployments
	some container in object.spec.template.spec.containers
	not container.securityContext.readOnlyRootFilesystem
}

deny contains found("POD-03", object, "has no memory limit") if {
	some object in deployments
	some container in object.spec.template.spec.containers
	not container.resources.limits.memory
}

deny contains found("SC-01", object, "has a floating tag") if {
	some object in deployments
	some container in object.spec.template.spec.containers
	endswith(container.image, ":latest")
}

deny contains found("SC-03", object, "comes from elsewhere") if {
	some object in deployments
	some container in object.spec.template.spec.containers
	not startswith(container.image, "ghcr.io/")
}

deny contains found("ID-03", deployment, "mounts its ServiceAccount's token") if {
	some deployment in deployments
	object.get(deployment.spec.template.spec, "automountServiceAccountToken", true)
}

deny contains found("ING-01", object, "has no TLS") if {
	some object in ingresses
	not object.spec.tls
}

deny contains found("ING-03", object, "serves a wildcard") if {
	some object in ingresses
	some rule in object.spec.rules
	contains(rule.host, "*")
}

served[place] contains object.metadata.name if {
	some object in ingresses
	some rule in object.spec.rules
	some path in rule.http.paths
	place := sprintf("%s%s", [rule.host, path.path])
}

deny contains found("ING-05", object, "serves what another serves") if {
	some object in ingresses
	some names in served
	object.metadata.name in names
	count(names) > 1
}

selected[selector] contains object.metadata.name if {
	some object in services
	selector := sprintf("%s %v", [object.metadata.namespace, object.spec.selector])
}

deny contains found("ING-08", object, "selects what another selects") if {
	some object in services
	some names in selected
	object.metadata.name in names
	count(names) > 1
}
