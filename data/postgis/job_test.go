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

func TestPostGISKeepsTheContractOfAccounts(t *testing.T) {
	storetest.RunAccounts(t, func(t *testing.T) storetest.AccountStore {
		s, _ := openFresh(t)
		return s
	})
}

func TestPostGISKeepsTheContractOfRequests(t *testing.T) {
	storetest.RunRequests(t, func(t *testing.T) storetest.RequestStore {
		s, _ := openFresh(t)
		return s
	})
}
