package api

// ogcEntrances are the lines of OGC API – Features in rawEntrances.
func ogcEntrances(at accessStore) map[string]entrance {
	list := map[string]entrance{"GET /ogc/style.css": {needs: mayAnyone, target: "/ogc/style.css"}}
	plan := "/ogc/collections/plan-" + at.plan + "-sites"
	for path, one := range map[string]entrance{
		"":                                       {target: "/ogc"},
		"/":                                      {target: "/ogc/"},
		"/conformance":                           {target: "/ogc/conformance"},
		"/api":                                   {target: "/ogc/api", other: narrowed, mark: at.plan},
		"/collections":                           {target: "/ogc/collections", other: narrowed, mark: at.plan},
		"/collections/{collection}":              {target: plan, other: hidden},
		"/collections/{collection}/queryables":   {target: plan + "/queryables", other: hidden},
		"/collections/{collection}/schema":       {target: plan + "/schema", other: hidden},
		"/collections/{collection}/feature":      {target: plan + "/feature", other: hidden},
		"/collections/{collection}/items":        {target: settlementItems, other: narrowed, mark: "近村"},
		"/collections/{collection}/items/{item}": {target: settlementItems + "/" + nearVillage, other: hidden},
	} {
		one.needs = mayRead
		list["GET /ogc"+path] = one
		list["OPTIONS /ogc"+path] = entrance{needs: mayAnyone, target: one.target}
	}
	const item = "/ogc/collections/{collection}/items/{item}"
	village := `{"type":"Feature","geometry":null,"properties":{"code":"` + nearVillage + `","name":"近村","kind":"village","town":"` + townCode + `"}}`
	list["POST /ogc/collections/{collection}/items"] = entrance{needs: mayPlan, target: settlementItems, body: village, status: 409, other: refused}
	list["PUT "+item] = entrance{needs: mayPlan, target: settlementItems + "/" + nearVillage, body: village, match: `"9"`, status: 412, other: hidden}
	list["PATCH "+item] = entrance{needs: mayPlan, target: settlementItems + "/" + nearVillage, body: village, match: `"9"`, status: 412, other: hidden}
	list["DELETE "+item] = entrance{needs: mayPlan, target: settlementItems + "/" + nearVillage, match: `"9"`, status: 412, other: hidden}
	return list
}
