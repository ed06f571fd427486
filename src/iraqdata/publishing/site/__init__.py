"""The static explorer: pages that show the tables to people, without a server or a network."""
