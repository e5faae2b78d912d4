package postgis

import (
	"testing"

	"cuntong/data/storetest"
)

func TestPostGISKeepsTheContractOfJobs(t *testing.T) {
	storetest.RunJobs(t, func(t *testing.T) storetest.JobStore {
		s, _ := openFresh(t)
		return s
	})
}
