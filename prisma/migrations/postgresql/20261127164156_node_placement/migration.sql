-- AlterTable
ALTER TABLE "Node" ADD COLUMN     "networkKind" TEXT,
ADD COLUMN     "pool" TEXT;
