"""The reviewer's pages: listings and claims that wait for a decision."""
