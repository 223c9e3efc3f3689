/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

/**
 * Raft itself: rules only. No I/O, no threads, no clock, and no randomness but what is
 * handed in: the same inputs give the same outputs, so a whole cluster runs inside one
 * test. A caller ({@code io.raftboot.node}, or a simulation) brings time, disk and
 * network. Nothing here may know of them, nor of what the payloads mean.
 *
 * <h2>How to drive it</h2>
 *
 * One thread owns a {@link io.raftboot.consensus.Consensus}. It goes round this loop:
 * <pre>
 * gather what has arrived: messages, proposals, reads
 * consensus.tick(now)                 the time, read after the inputs had arrived
 * consensus.receive(…), propose(…), read(…), …
 * while (consensus.hasEffects()) {
 *     effects = consensus.drain()
 *     carry them out in the order that Effects gives
 *     consensus.persisted(…)
 * }
 * sleep until something arrives, or until consensus.nextDeadline()
 * </pre> That the time is read after the inputs have arrived matters for lease reads
 * only: a process that was stopped between the two must not answer a later read by an
 * earlier time.
 * <p>
 * More inputs before a drain make larger batches, nothing else. All entries that were
 * proposed since the last drain go to a follower in one message (as large as allowed),
 * all its acknowledgements in one reply, all waiting reads in one round.
 *
 * <h2>What the caller owes</h2>
 * <ul>
 * <li>Hard state and entries are durable before {@code messagesAfterSync} of the same
 * effects leave, and before those of any later effects do. When a hard state is to be
 * saved, all messages are among these.</li>
 * <li>After {@code persisted(i, t)} the {@link io.raftboot.consensus.LogReader} gives out
 * the entries up to i. A caller that writes beside the loop may say so later: what was
 * replaced meanwhile is recognised by its term.</li>
 * <li>Messages may be lost, doubled, late and out of order; they must be whole, and come
 * from the member they name.</li>
 * <li>For each of {@code snapshotsToSend} the caller sends the bytes, hands the message
 * to the receiver's consensus once they are complete and checked there, and calls
 * {@code snapshotSent} on the sender's, whatever became of it. A witness is sent no
 * bytes: the message itself comes among the others.</li>
 * <li>A member's number never comes back: a directory that lost what it had acknowledged
 * is a new member. The numbers of a node's own read requests and changes may start anew
 * with each process.</li>
 * <li>The addresses of members that left are still needed for a while: the leader tells
 * them that they left.</li>
 * <li>After an {@link io.raftboot.consensus.InvariantViolation} the object is not used
 * any more.</li>
 * </ul>
 *
 * <h2>What it promises</h2>
 * <ul>
 * <li>At most one leader in a term; a leader only appends; logs that agree on index and
 * term of an entry agree on all before it; what is committed is in the log of every later
 * leader; so all members apply the same (Raft paper, figure 3).</li>
 * <li>A read index is at least the commit index that any member had reached when the read
 * was asked for (dissertation, section 6.4).</li>
 * <li>A change of members goes through a joint configuration, one change at a time; the
 * one in force is the last in the log (dissertation, chapter 4).</li>
 * <li>With a majority up and connected there is a leader after a few election timeouts. A
 * member that was cut off, or removed, does not depose it by coming back.</li>
 * <li>Memory is bounded by the settings: uncommitted bytes on a leader, messages in
 * flight to a follower, reads until the leader is lost or found.</li>
 * </ul>
 *
 * <h2>Messages</h2>
 * <table>
 * <caption>Who sends what</caption>
 * <tr>
 * <th>message</th>
 * <th>from, to</th>
 * <th>answer</th>
 * </tr>
 * <tr>
 * <td>VoteRequest</td>
 * <td>a candidate to voters; with {@code preVote} it only asks</td>
 * <td>VoteReply; none while a leader is there, unless {@code transfer}</td>
 * </tr>
 * <tr>
 * <td>AppendRequest</td>
 * <td>the leader to all</td>
 * <td>AppendReply, after sync</td>
 * </tr>
 * <tr>
 * <td>CommitNotice</td>
 * <td>the leader to all</td>
 * <td>none</td>
 * </tr>
 * <tr>
 * <td>Heartbeat</td>
 * <td>the leader to all</td>
 * <td>HeartbeatReply</td>
 * </tr>
 * <tr>
 * <td>InstallSnapshot</td>
 * <td>the leader to a member that is too far behind</td>
 * <td>AppendReply, after sync</td>
 * </tr>
 * <tr>
 * <td>ReadIndexRequest</td>
 * <td>any member to the leader</td>
 * <td>ReadIndexReply</td>
 * </tr>
 * <tr>
 * <td>TimeoutNow</td>
 * <td>the leader to its successor</td>
 * <td>none</td>
 * </tr>
 * </table>
 * A message of a later term makes its receiver a follower in that term, except a vote
 * request that is ignored, and a pre-vote, which promises nothing. A message of an
 * earlier term is answered with the current one if it asks for something, so that its
 * sender catches up, and is dropped if it is an answer.
 *
 * <h2>Inside</h2>
 *
 * {@code RaftState} has what is true in any phase; {@code Elections} and
 * {@code Following} are the rules for those who do not lead; {@code Leadership} is what a
 * leader knows, with {@code Roster} and {@code Progress} for the other members,
 * {@code Replicator}, {@code ReadRounds}, {@code MembershipChanges}, {@code HandingOver}
 * and {@code IdleRule}. {@code docs/consensus.md} explains the rules,
 * {@code docs/divergence.md} where they leave the paper.
 */
@NullMarked
package io.raftboot.consensus;

import org.jspecify.annotations.NullMarked;
