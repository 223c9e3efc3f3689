#!/usr/bin/env python3
"""Proposes, reads, grows, looks at and shrinks a cluster: session.py MEMBER NEW_NODE

MEMBER is a member of a cluster that runs the key-value sample, NEW_NODE a node that waits to be added.
"""
import sys

from raft_client import RaftClient, RaftError


def main(member, new_node):
    client = RaftClient([member])
    print("put:", client.propose({"Put": ["language", "Python"]}))
    print("put again:", client.propose({"Put": ["language", "Python 3"]}))
    print("get:", client.query({"Get": "language"}))
    print("added:", client.call("AddServer", addr=new_node)["members"])
    try:
        client.call("AddServer", addr=new_node)
    except RaftError as refused:
        print("added twice:", refused.code)
    other = RaftClient([new_node])
    print("get there:", other.query({"Get": "language"}))
    state = client.call("GetServerState", user=False)
    print("role:", state["role"], "of", len(state["machines"]["system"]["members"]))
    print("removed:", client.call("RemoveServer", addr=new_node)["members"])
    client.close()
    other.close()
    # the first address is of nobody: the client goes on with the next
    third = RaftClient([new_node.rpartition(":")[0] + ":1", member])
    print("put through another:", third.propose({"Put": ["language", "any"]}))
    third.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
